#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most that a file of tests may have, in bytes. */
#define WEIR_RULE_TEST_MAX_BYTES (16 << 20)

/**
 * WeirRuleTestResult: how one test went.
 * @name: of the test
 * @n_changes: changes of state that were compared
 * @missing: (element-type utf8): changes that were expected and did not come: rule,key,state,time
 * @unexpected: (element-type utf8): changes that came and were not expected
 */
typedef struct
{
  char      *name;
  guint      n_changes;
  GPtrArray *missing;
  GPtrArray *unexpected;
} WeirRuleTestResult;

GPtrArray *weir_rule_test_run_file (const char  *path,
                                    GError     **error);

G_END_DECLS
