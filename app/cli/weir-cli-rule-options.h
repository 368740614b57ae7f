#pragma once

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirCliRuleOptions:
 *
 * Rules on the command line: --rule and what follows each. On the stack, zeroed.
 */
typedef struct
{
  GPtrArray *rules;   /* owned, nullable, of WeirRuleConfig; without a stream: the one that is read */
} WeirCliRuleOptions;

/* Makes the main group of @context, so before any other option. */
void     weir_cli_rule_options_add_options (WeirCliRuleOptions *self,
                                            GOptionContext     *context);
/* In place of the rules of @workspace, if there are any. @stream: (nullable): of rules that name none. */
gboolean weir_cli_rule_options_apply       (WeirCliRuleOptions *self,
                                            WeirWorkspace      *workspace,
                                            const char         *stream,
                                            GError            **error);
void     weir_cli_rule_options_clear       (WeirCliRuleOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliRuleOptions, weir_cli_rule_options_clear)

G_END_DECLS
