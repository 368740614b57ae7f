#pragma once

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/* weir-scope-choice.c: the signals of what a person picks. */
void weir_scope_class_add_choices (WeirScopeClass *klass);

G_END_DECLS
