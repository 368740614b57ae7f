#include "config.h"

#include "data/workspace/weir-trust.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/workspace/weir-workspace.h"

/* How many are remembered; the oldest are asked about again. */
#define DIGESTS_MAX 1000
#define FILE_BYTES  (128 * DIGESTS_MAX)

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "weir", NULL);
}

/* Those remembered, oldest first; never NULL. */
static GStrv
dup_digests (void)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "trusted-workspaces", NULL);
  g_autofree char *text = weir_bounded_file_read (path, FILE_BYTES, TRUE, NULL, NULL);

  return g_strsplit (text != NULL ? g_strchomp (text) : "", "\n", -1);
}

/**
 * weir_trust_contains:
 * @digest: of a workspace file's content, as weir_workspace_get_digest() gives it
 *
 * Whether the user has given consent to that very content. Any thread; reads a
 * small file.
 *
 * Returns: %TRUE if so
 */
gboolean
weir_trust_contains (const char *digest)
{
  g_auto(GStrv) digests = dup_digests ();

  g_return_val_if_fail (digest != NULL && *digest != '\0', FALSE);

  return g_strv_contains ((const char * const *) digests, digest);
}

/**
 * weir_trust_add:
 * @digest: of a workspace file's content
 * @error: return location of a #GFileError
 *
 * Remembers that the user gave consent to that content. Any thread; writes a
 * small file that only the user may read.
 *
 * Returns: %FALSE if it could not be written
 */
gboolean
weir_trust_add (const char  *digest,
                GError     **error)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "trusted-workspaces", NULL);
  g_auto(GStrv) digests = dup_digests ();
  g_autoptr(GString) text = g_string_new (NULL);
  guint n = g_strv_length (digests);

  g_return_val_if_fail (digest != NULL && *digest != '\0', FALSE);

  if (g_strv_contains ((const char * const *) digests, digest))
    return TRUE;

  for (guint i = n >= DIGESTS_MAX ? n - DIGESTS_MAX + 1 : 0; i < n; i++)
    if (*digests[i] != '\0')
      g_string_append_printf (text, "%s\n", digests[i]);
  g_string_append_printf (text, "%s\n", digest);

  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
