#pragma once

#include "data/stream/weir-feed.h"

G_BEGIN_DECLS

void weir_feed_reap (WeirFeed *feed);

G_END_DECLS
