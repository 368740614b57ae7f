#include "config.h"

#include <glib/gstdio.h>

#include "data/alert/weir-condition-threshold.h"
#include "data/stream/weir-rule-trial.h"

/* What a rule would have done of a file, and what the next thresholds would have done. */

#define ROWS                                \
  "{\"t\":\"2024-05-01T23:50:00Z\",\"d\":\"a\",\"x\":38}\n" \
  "{\"t\":\"2024-05-01T23:52:00Z\",\"d\":\"a\",\"x\":41}\n" \
  "{\"t\":\"2024-05-01T23:54:00Z\",\"d\":\"a\",\"x\":30}\n" \
  "{\"t\":\"2024-05-01T23:56:00Z\",\"d\":\"b\",\"x\":47}\n" \
  "{\"t\":\"2024-05-02T00:02:00Z\",\"d\":\"b\",\"x\":20}\n" \
  "{\"t\":\"2024-05-02T00:04:00Z\",\"d\":\"a\",\"x\":42}\n" \
  "{\"t\":\"2024-05-03T00:06:00Z\",\"d\":\"a\",\"x\":10}\n"

#define WORKSPACE                                                                               \
  "{ \"weir\": 1, \"connections\": [ { \"name\": \"f\", \"file\": \"%s\" } ],"                  \
  "  \"streams\": [ { \"name\": \"s\", \"connection\": \"f\", \"topics\": [\"%s\"], \"format\": \"json\", \"key\": \"d\"," \
  "    \"time\": { \"field\": \"t\", \"unit\": \"iso\" }, \"fields\": [ { \"name\": \"x\", \"unit\": \"°C\" } ]," \
  "    \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"aggregates\": [\"mean\"] } ] } ] }"

typedef struct
{
  char           *folder;
  char           *path;
  WeirWorkspace  *workspace;
  WeirRuleSample *sample;
} Fixture;

static WeirRuleSample *
read_sample (Fixture *self,
             gsize    max_bytes)
{
  g_autoptr(GError) error = NULL;
  WeirRuleSample *sample = weir_rule_sample_read (self->workspace, "s", 0, max_bytes, NULL, &error);

  g_assert_no_error (error);

  return sample;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  self->folder = g_dir_make_tmp ("weir-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "rows.ndjson", NULL);
  g_file_set_contents (self->path, ROWS, -1, &error);
  g_assert_no_error (error);
  text = g_strdup_printf (WORKSPACE, self->path, "rows.ndjson");
  self->workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  self->sample = read_sample (self, WEIR_RULE_SAMPLE_MAX_BYTES);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  weir_rule_sample_unref (self->sample);
  g_object_unref (self->workspace);
  g_free (self->path);
  g_free (self->folder);
}

static WeirRuleTrial *
try_rule (Fixture     *self,
          const char  *rule,
          const char  *zone,
          GError     **error)
{
  g_autoptr(JsonNode) node = json_from_string (rule, NULL);
  g_autoptr(GTimeZone) time_zone = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;

  return weir_rule_trial_run (self->sample, self->workspace, node, time_zone, NULL, error);
}

#define RULE(fire) "{ \"stream\": \"s\", \"kind\": \"record\", \"condition\": { \"fire\": \"" fire "\" } }"

static void
test_thresholds (Fixture      *self,
                 gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRuleTrial) trial = try_rule (self, RULE ("x > 40"), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (trial->n_records, ==, 7);
  g_assert_true (trial->has_threshold);
  g_assert_cmpfloat (trial->thresholds[WEIR_RULE_VARIANT_LOWER], ==, 35.0);
  g_assert_cmpfloat (trial->thresholds[WEIR_RULE_VARIANT_THIS], ==, 40.0);
  g_assert_cmpfloat (trial->thresholds[WEIR_RULE_VARIANT_HIGHER], ==, 45.0);
  /* a at 41 and at 42, b at 47; above 35 the 38 is firing already when 41 comes. */
  g_assert_cmpuint (trial->n_fired[WEIR_RULE_VARIANT_THIS], ==, 3);
  g_assert_cmpuint (trial->n_fired[WEIR_RULE_VARIANT_LOWER], ==, 3);
  g_assert_cmpuint (trial->n_fired[WEIR_RULE_VARIANT_HIGHER], ==, 1);
  g_assert_cmpuint (trial->n_resolved, ==, 3);
  g_assert_cmpuint (trial->n_firing_keys, ==, 2);
  g_assert_cmpuint (trial->n_undecided, ==, 0);
}

static void
test_days (Fixture      *self,
           gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRuleTrial) trial = try_rule (self, RULE ("x > 40"), NULL, &error);
  g_autoptr(WeirRuleTrial) berlin = try_rule (self, RULE ("x > 40"), "Europe/Berlin", &error);
  const WeirRuleTrialDay *days = (const WeirRuleTrialDay *) trial->days->data;

  g_assert_no_error (error);
  g_assert_cmpuint (trial->days->len, ==, 3);
  g_assert_cmpint (days[0].begin_usec, ==, G_GINT64_CONSTANT (1714521600) * G_USEC_PER_SEC);
  g_assert_cmpuint (days[0].n_fired[WEIR_RULE_VARIANT_THIS], ==, 2);
  g_assert_cmpuint (days[0].n_fired[WEIR_RULE_VARIANT_HIGHER], ==, 1);
  g_assert_cmpuint (days[1].n_fired[WEIR_RULE_VARIANT_THIS], ==, 1);
  g_assert_cmpuint (days[2].n_fired[WEIR_RULE_VARIANT_THIS], ==, 0);
  /* In Berlin it is the 2nd already. */
  g_assert_cmpuint (berlin->days->len, ==, 2);
  g_assert_cmpuint (g_array_index (berlin->days, WeirRuleTrialDay, 0).n_fired[WEIR_RULE_VARIANT_THIS], ==, 3);
}

static void
test_changes (Fixture      *self,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRuleTrial) trial = try_rule (self, RULE ("x > 40"), NULL, &error);
  const WeirRuleTrialChange *first;
  const WeirRuleTrialLine *line;
  WeirRangeSummary summary;

  g_assert_no_error (error);
  g_assert_cmpuint (trial->changes->len, ==, 6);
  first = &g_array_index (trial->changes, WeirRuleTrialChange, 0);
  g_assert_cmpstr (first->key, ==, "a");
  g_assert_true (first->fired);
  g_assert_cmpint (first->time_usec, ==, G_GINT64_CONSTANT (1714607520) * G_USEC_PER_SEC);
  g_assert_false (g_array_index (trial->changes, WeirRuleTrialChange, 1).fired);

  g_assert_cmpstr (trial->value, ==, "x");
  g_assert_cmpstr (trial->unit, ==, "°C");
  g_assert_cmpuint (trial->lines->len, ==, 2);
  line = g_ptr_array_index (trial->lines, 0);
  g_assert_cmpstr (line->key, ==, "a");
  g_assert_cmpuint (line->n_fired, ==, 2);
  weir_series_summarise (line->series, trial->begin_usec, trial->end_usec + 1, &summary);
  g_assert_cmpfloat (summary.max, ==, 42.0);
}

/* Of windows the value that is shown is the one that the rule names. */
static void
test_windows (Fixture      *self,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRuleTrial) trial = try_rule (self, "{ \"stream\": \"s\", \"kind\": \"window\", \"condition\": { \"fire\": \"x_mean >= 41\" } }",
                                             NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (trial->value, ==, "x_mean");
  g_assert_cmpuint (trial->n_fired[WEIR_RULE_VARIANT_THIS], ==, 3);
  g_assert_cmpuint (trial->lines->len, ==, 2);
}

static void
test_refused (Fixture      *self,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRuleTrial) trial = try_rule (self, RULE ("y > 40"), NULL, &error);

  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
  g_assert_null (trial);
}

static void
test_cancelled (Fixture      *self,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(JsonNode) node = json_from_string (RULE ("x > 40"), NULL);

  g_cancellable_cancel (cancellable);
  g_assert_null (weir_rule_trial_run (self->sample, self->workspace, node, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (weir_rule_sample_read (self->workspace, "s", 0, WEIR_RULE_SAMPLE_MAX_BYTES, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What there is no memory for is counted; the newest stay. */
static void
test_forgotten (Fixture      *self,
                gconstpointer data)
{
  g_autoptr(WeirRuleSample) all = read_sample (self, WEIR_RULE_SAMPLE_MAX_BYTES);
  g_autoptr(WeirRuleSample) some = read_sample (self, 1000);

  g_assert_cmpuint (weir_rule_sample_get_n_messages (all), ==, 7);
  g_assert_cmpuint (weir_rule_sample_get_n_forgotten (all), ==, 0);
  g_assert_cmpuint (weir_rule_sample_get_n_forgotten (some), >, 0);
  g_assert_cmpuint (weir_rule_sample_get_n_messages (some) + weir_rule_sample_get_n_forgotten (some), ==, 7);
}

static void
assert_threshold (const char *text,
                  double      value,
                  gboolean    upper,
                  const char *replaced)
{
  WeirConditionThreshold threshold;
  g_autofree char *other = NULL;

  g_assert_true (weir_condition_threshold_find (text, &threshold));
  g_assert_cmpfloat (threshold.value, ==, value);
  g_assert_true (threshold.upper == upper);
  other = weir_condition_threshold_replace (text, &threshold, 7.5);
  g_assert_cmpstr (other, ==, replaced);
}

static void
test_find (void)
{
  WeirConditionThreshold threshold;

  assert_threshold ("x > 40", 40, TRUE, "x > 7.5");
  assert_threshold ("40<x", 40, TRUE, "7.5<x");
  assert_threshold ("x<=-4e1", -40, FALSE, "x<=7.5");
  assert_threshold ("abs(change_pct(price, 10m)) > 5 and x > 3", 5, TRUE, "abs(change_pct(price, 10m)) > 7.5 and x > 3");
  /* The outermost one counts, not what is counted. */
  assert_threshold ("count(10m, amount > 100) > 5", 5, TRUE, "count(10m, amount > 100) > 7.5");
  assert_threshold ("not (x > 3)", 3, TRUE, "not (x > 7.5)");
  assert_threshold ("t = 'a > 3' or `x > 4` > 5", 5, TRUE, "t = 'a > 3' or `x > 4` > 7.5");
  assert_threshold ("x - 3 > 2", 2, TRUE, "x - 3 > 7.5");

  g_assert_false (weir_condition_threshold_find ("x = 4", &threshold));
  g_assert_false (weir_condition_threshold_find ("x <> 4", &threshold));
  g_assert_false (weir_condition_threshold_find ("x > 2 * y", &threshold));
  g_assert_false (weir_condition_threshold_find ("first_seen(merchant)", &threshold));
  g_assert_false (weir_condition_threshold_find ("x > ", &threshold));
  g_assert_false (weir_condition_threshold_find ("t = 'never closed > 4", &threshold));
  g_assert_false (weir_condition_threshold_find ("", &threshold));
}

static void
test_step (void)
{
  g_assert_cmpfloat (weir_condition_threshold_step (40), ==, 5);
  g_assert_cmpfloat (weir_condition_threshold_step (-1000), ==, 100);
  g_assert_cmpfloat (weir_condition_threshold_step (5), ==, 0.5);
  g_assert_cmpfloat (weir_condition_threshold_step (900), ==, 100);
  g_assert_cmpfloat (weir_condition_threshold_step (0), ==, 1);
}

#define ADD(name, test) g_test_add ("/rule-trial/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("thresholds", test_thresholds);
  ADD ("days", test_days);
  ADD ("changes", test_changes);
  ADD ("windows", test_windows);
  ADD ("refused", test_refused);
  ADD ("cancelled", test_cancelled);
  ADD ("forgotten", test_forgotten);
  g_test_add_func ("/rule-trial/find", test_find);
  g_test_add_func ("/rule-trial/step", test_step);

  return g_test_run ();
}
