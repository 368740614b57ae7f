#include "config.h"

#include "app/cli/weir-cli-definition.h"

#include <string.h>

/* Letters of options with a value that say nothing of a definition: connection, input and output. */
#define OTHER_LETTERS "bXFOtpGoc"

static const struct
{
  const char *name;
  char        letter;
  gboolean    flag;
} options[] = {
  { "key", 'k' },      { "time" },          { "value" },      { "format" },  { "columns" },   { "separator" },
  { "zone" },          { "window", 'w' },   { "index" },      { "session" }, { "sliding" },   { "trailing" },
  { "calendar" },      { "grace" },         { "agg", 'a' },   { "indicator", 'i' }, { "emit" }, { "max-ahead" },
  { "idle-after" },    { "memory" },        { "top" },        { "bottom" },  { "rule" },      { "for" },
  { "clear" },         { "severity" },      { "stream" },     { "state", 0, TRUE }, { "csv-raw", 0, TRUE },
};

/* -1: none of a definition. @length: of the name. */
static int
find_name (const char *name,
           gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (strlen (options[i].name) == length && strncmp (options[i].name, name, length) == 0)
      return (int) i;

  return -1;
}

static int
find_letter (char letter)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].letter == letter)
      return (int) i;

  return -1;
}

static void
add (GStrvBuilder *builder,
     guint         option,
     const char   *value)
{
  g_autofree char *word = options[option].flag ? g_strconcat ("--", options[option].name, NULL)
                                               : g_strconcat ("--", options[option].name, "=", value, NULL);

  g_strv_builder_add (builder, word);
}

/* How many words behind @argv[0] it takes, too. */
static guint
take_long (char         **argv,
           GStrvBuilder  *builder)
{
  const char *name = argv[0] + 2;
  const char *equals = strchr (name, '=');
  int option = find_name (name, equals != NULL ? (gsize) (equals - name) : strlen (name));

  if (option < 0)
    return 0;
  if (options[option].flag || equals != NULL)
    {
      add (builder, option, equals != NULL ? equals + 1 : NULL);
      return 0;
    }
  if (argv[1] == NULL)
    return 0;

  add (builder, option, argv[1]);

  return 1;
}

/* Letters without a value may stand together, and a value may follow its letter at once. */
static guint
take_short (char         **argv,
            GStrvBuilder  *builder)
{
  for (const char *letter = argv[0] + 1; *letter != '\0'; letter++)
    {
      int option = find_letter (*letter);

      if (option < 0 && strchr (OTHER_LETTERS, *letter) == NULL)
        continue;
      if (option >= 0 && (letter[1] != '\0' || argv[1] != NULL))
        add (builder, option, letter[1] != '\0' ? letter + 1 : argv[1]);
      return letter[1] == '\0' && argv[1] != NULL;
    }

  return 0;
}

GStrv
weir_cli_definition_collect (GStrv argv)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 1; argv[0] != NULL && argv[i] != NULL; i++)
    if (g_str_has_prefix (argv[i], "--"))
      i += take_long (argv + i, builder);
    else if (argv[i][0] == '-')
      i += take_short (argv + i, builder);

  return g_strv_builder_end (builder);
}

GStrv
weir_cli_definition_filter (GStrv definition)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; definition[i] != NULL; i++)
    if (g_str_has_prefix (definition[i], "--"))
      {
        const char *name = definition[i] + 2;
        const char *equals = strchr (name, '=');
        int option = find_name (name, equals != NULL ? (gsize) (equals - name) : strlen (name));

        if (option >= 0 && options[option].flag == (equals == NULL))
          g_strv_builder_add (builder, definition[i]);
      }

  return g_strv_builder_end (builder);
}

GStrv
weir_cli_definition_resolve (GStrv          definition,
                             WeirCliDecode *decode)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) told = decode->inferred ? weir_cli_decode_dup_options (decode) : NULL;

  g_strv_builder_addv (builder, (const char **) definition);
  for (guint i = 0; told != NULL && told[i] != NULL; i += 2)
    {
      g_autofree char *word = g_strconcat ("--", told[i], "=", told[i + 1], NULL);

      g_strv_builder_add (builder, word);
    }

  return g_strv_builder_end (builder);
}
