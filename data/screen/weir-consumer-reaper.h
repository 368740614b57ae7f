#pragma once

#include "data/screen/weir-consumer.h"

G_BEGIN_DECLS

void weir_consumer_reap (WeirConsumer *consumer);

G_END_DECLS
