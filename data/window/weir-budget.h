#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirBudget:
 * @used_bytes: what keys, panes and sketches take now
 * @limit_bytes: past it, new keys are folded together
 *
 * The memory account one engine's parts share. Used by one thread.
 */
typedef struct
{
  gsize used_bytes;
  gsize limit_bytes;
} WeirBudget;

static inline void
weir_budget_charge (WeirBudget *self,
                    gsize       size_bytes)
{
  self->used_bytes += size_bytes;
}

static inline void
weir_budget_release (WeirBudget *self,
                     gsize       size_bytes)
{
  self->used_bytes -= size_bytes;
}

static inline gboolean
weir_budget_allows (const WeirBudget *self,
                    gsize             size_bytes)
{
  return self->used_bytes + size_bytes <= self->limit_bytes;
}

G_END_DECLS
