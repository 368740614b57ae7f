#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirRuleDialog:
 *
 * A rule as a form, with a preview of what it would have done. What is applied is
 * one change of the workspace, which can be undone.
 */
#define WEIR_TYPE_RULE_DIALOG (weir_rule_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirRuleDialog, weir_rule_dialog, WEIR, RULE_DIALOG, AdwWindow)

/**
 * WeirRuleDialogSpec:
 * @history: the workspace that is changed
 * @name: (nullable): of the rule; %NULL makes a new one
 * @rule: (nullable): what a new one begins with
 * @span_usec: how far back charts show, and the preview looks at first
 *
 * What is described. Copied.
 */
typedef struct
{
  WeirWorkspaceHistory *history;
  const char           *name;
  JsonNode             *rule;
  gint64                span_usec;
} WeirRuleDialogSpec;

GtkWidget *weir_rule_dialog_new (GtkWindow                *parent,
                                 const WeirRuleDialogSpec *spec);

G_END_DECLS
