#include "config.h"

#include <string.h>

#include "data/workspace/weir-workspace.h"

/* Files made to be slow or large. What they may cost is counted, in fields, columns and bytes of errors: a clock would
 * tell of the machine. */

#define HEAD "{\"weir\": 1, \"connections\": [{ \"name\": \"k\", \"bootstrap\": \"localhost:9092\" }], \"streams\": ["
#define FIRST "{ \"name\": \"s0\", \"connection\": \"k\", \"topics\": [\"t\"], \"fields\": [{ \"name\": \"a\" }, { \"name\": \"b\" }], " \
              "\"windows\": [{ \"size\": \"1m\" }] }"

#define MUTATIONS 1500

/* Counts what a workspace holds, or what is told of it; neither may grow beyond what the limits say. */
static void
check_cost (const char *text,
            gssize      length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) errors = weir_workspace_validate (text, length, "w");
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, length, "w", &error);
  gsize n_bytes = 0;
  guint n_fields = 0;
  GPtrArray *streams;

  for (guint i = 0; i < errors->len; i++)
    n_bytes += strlen (g_ptr_array_index (errors, i));
  g_assert_cmpuint (errors->len, <=, 1001);
  g_assert_cmpuint (n_bytes, <=, 1001 * 2100);
  g_assert_true ((workspace == NULL) == (errors->len > 0));
  if (workspace == NULL)
    return;

  streams = weir_workspace_get_streams (workspace);
  for (guint i = 0; i < streams->len; i++)
    n_fields += ((WeirStreamConfig *) g_ptr_array_index (streams, i))->fields->len;
  g_assert_cmpuint (n_fields, <=, 20000);
}

static void
assert_refused (const char *text,
                const char *part)
{
  g_autoptr(GPtrArray) errors = weir_workspace_validate (text, -1, "w");

  check_cost (text, -1);
  for (guint i = 0; i < errors->len; i++)
    if (strstr (g_ptr_array_index (errors, i), part) != NULL)
      return;

  g_error ("“%s” was not said, but “%s”", part, errors->len > 0 ? (char *) errors->pdata[0] : "nothing");
}

/* Nine columns a field, and each a field of the next: 2 · 9⁷ of them in 1160 bytes. */
static void
test_hostile_chained_tops (void)
{
  g_autoptr(GString) text = g_string_new (HEAD FIRST);

  for (guint i = 1; i <= 7; i++)
    g_string_append_printf (text, ",\n{ \"name\": \"s%u\", \"derived\": { \"kind\": \"top\", \"stream\": \"s%u\", \"by\": \"count\" },"
                                  " \"windows\": [{ \"size\": \"1m\" }] }", i, i - 1);
  g_string_append (text, "] }");

  g_assert_cmpuint (text->len, <, 1300);
  assert_refused (text->str, "w: line 4: streams[3].derived: makes 1640 fields, and a stream may have at most 512");
}

/* Joins of a stream with itself: a record of the topic would make 2²⁰ rows. */
static void
test_hostile_fan (void)
{
  g_autoptr(GString) text = g_string_new (HEAD FIRST);

  for (guint i = 1; i <= 20; i++)
    g_string_append_printf (text, ",\n{ \"name\": \"s%u\", \"derived\": { \"kind\": \"join\", \"left\": \"s%u\", \"right\": \"s%u\","
                                  " \"after\": \"1m\" }, \"fields\": [{ \"name\": \"a\", \"path\": \"left.a\" }] }", i, i - 1, i - 1);
  g_string_append (text, "] }");

  assert_refused (text->str, "w: line 8: streams[7].derived: a record comes to it on more than 64 ways");
}

static void
test_hostile_window (void)
{
  assert_refused (HEAD "{ \"name\": \"s\", \"connection\": \"k\", \"topics\": [\"t\"], \"windows\": [\n{ \"kind\": \"hopping\", "
                       "\"size\": \"365d\", \"advance\": \"1us\" }] }] }",
                  "w: line 2: streams[0].windows[0]: a hopping window’s size must be at most 100 000 times its advance");
}

/* Zones are looked up by name; a path would be opened, and a FIFO there waited for. */
static void
test_hostile_zone (void)
{
  assert_refused (HEAD "{ \"name\": \"s\", \"connection\": \"k\", \"topics\": [\"t\"], \"time\": { \"field\": \"t\", "
                       "\"zone\": \"../../../etc/localtime\" } }] }",
                  "streams[0].time.zone: “../../../etc/localtime” is no zone");
  assert_refused (HEAD "{ \"name\": \"s\", \"connection\": \"k\", \"topics\": [\"t\"], \"windows\": [{ \"kind\": \"calendar_day\", "
                       "\"zone\": \"/dev/zero\" }] }] }",
                  "streams[0].windows[0]: “/dev/zero” is no time zone");
}

/* @element once for each number, which takes the place of its '#'. */
static void
append_many (GString    *text,
             const char *element,
             guint       n)
{
  int before = (int) strcspn (element, "#");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%.*s%u%s", i > 0 ? "," : "", before, element, i, element + before + 1);
}

/* More of anything than a person would write is refused by number, and none of it is looked at twice. */
static void
test_hostile_numbers (void)
{
  static const struct
  {
    const char *before;
    const char *element;
    guint       n;
    const char *after;
    const char *part;
  } cases[] = {
    { "{\"weir\": 1, \"connections\": [", "{\"name\":\"k#\",\"bootstrap\":\"b\"}", 20000, "]}",
      "connections: has 20000 elements, and may have at most 100" },
    { HEAD, "{\"name\":\"s#\"}", 40000, "]}", "streams: has 40000 elements, and may have at most 1000" },
    { HEAD "{\"name\":\"s\",\"connection\":\"k\",\"topics\":[\"t\"],\"fields\":[", "{\"name\":\"f#\"}", 40000, "]}]}",
      "streams[0].fields: has 40000 elements, and may have at most 512" },
    { HEAD "{\"name\":\"s\",\"connection\":\"k\",\"topics\":[", "\"t#\"", 40000, "]}]}",
      "streams[0].topics: has 40000 elements, and may have at most 1000" },
    { HEAD "{\"name\":\"s\",\"connection\":\"k\",\"topics\":[\"t\"],\"windows\":[", "{\"size\":\"#s\"}", 40000, "]}]}",
      "streams[0].windows: has 40000 elements, and may have at most 64" },
    { HEAD "], \"rules\": [", "{\"name\":\"r#\"}", 40000, "]}", "rules: has 40000 elements, and may have at most 1000" },
    { "{\"weir\": 1, ", "\"m#\":0", 40000, "}", "an object of more than 4096 members" },
    { HEAD, "#", 100000, "]}", "streams: has 100000 elements, and may have at most 1000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) text = g_string_new (cases[i].before);

      append_many (text, cases[i].element, cases[i].n);
      g_string_append (text, cases[i].after);
      assert_refused (text->str, cases[i].part);
    }
}

/* A long name before many values: each of them stands at a path of half a megabyte. */
static void
test_hostile_paths (void)
{
  g_autofree char *name = g_strnfill (400000, 'x');
  g_autoptr(GString) text = g_string_new ("{\"weir\": 1, \"");

  g_string_append (text, name);
  g_string_append (text, "\": [");
  append_many (text, "#", 60000);
  g_string_append (text, "], \"streams\": [{ \"name\": \"");
  g_string_append (text, name);
  g_string_append (text, "\" }] }");
  assert_refused (text->str, "streams[0].name: is longer than 4096 bytes");
}

static const char * const tokens[] = {
  "{", "}", "[", "]", ",", ":", "\"", "null", "-1", "1e308", "99999999999", "\"derived\":{\"kind\":\"top\",\"stream\":\"trades\"}",
  "\"windows\":[{\"size\":\"1us\"}]", "\"365d\"", "\\u0000", "\xff", "\"properties\":{\"plugin.library.paths\":\"x\"}",
};

static char *
mutate (GRand      *random,
        const char *text,
        gsize      *length)
{
  g_autoptr(GString) out = g_string_new_len (text, (gssize) *length);
  guint n = (guint) g_rand_int_range (random, 1, 6);

  for (guint i = 0; i < n; i++)
    {
      gssize at = g_rand_int_range (random, 0, (gint32) out->len);
      gssize wanted = g_rand_int_range (random, 1, 400);
      gssize span = MIN (wanted, (gssize) out->len - at);
      g_autofree char *part = g_strndup (out->str + at, (gsize) span);

      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          out->str[at] = (char) g_rand_int_range (random, 1, 256);
          break;
        case 1:
          g_string_erase (out, at, span);
          break;
        case 2:
          g_string_insert_len (out, g_rand_int_range (random, 0, (gint32) out->len), part, (gssize) strlen (part));
          break;
        default:
          g_string_insert (out, at, tokens[g_rand_int_range (random, 0, G_N_ELEMENTS (tokens))]);
        }
    }

  *length = out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_hostile_mutations (void)
{
  g_autoptr(WeirWorkspace) demo = weir_workspace_new_demo ("127.0.0.1:1");
  g_autofree char *text = weir_workspace_to_text (demo);
  g_autoptr(GRand) random = g_rand_new_with_seed (20261129);
  guint n_read = 0;

  for (guint i = 0; i < MUTATIONS; i++)
    {
      gsize length = strlen (text);
      g_autofree char *mutated = mutate (random, text, &length);
      g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (mutated, (gssize) length, "w", NULL);

      check_cost (mutated, (gssize) length);
      n_read += workspace != NULL;
    }

  /* Some of both, or the mutations test nothing. */
  g_assert_cmpuint (n_read, >, MUTATIONS / 100);
  g_assert_cmpuint (n_read, <, MUTATIONS * 9 / 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace-hostile/chained-tops", test_hostile_chained_tops);
  g_test_add_func ("/workspace-hostile/fan", test_hostile_fan);
  g_test_add_func ("/workspace-hostile/window", test_hostile_window);
  g_test_add_func ("/workspace-hostile/zone", test_hostile_zone);
  g_test_add_func ("/workspace-hostile/numbers", test_hostile_numbers);
  g_test_add_func ("/workspace-hostile/paths", test_hostile_paths);
  g_test_add_func ("/workspace-hostile/mutations", test_hostile_mutations);

  return g_test_run ();
}
