#pragma once

#include "data/workspace/weir-feed.h"

G_BEGIN_DECLS

void weir_feed_reap (WeirFeed *feed);

G_END_DECLS
