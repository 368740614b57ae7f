#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirGzip:
 *
 * Compresses a stream of bytes as gzip does. The same bytes give the same
 * result: neither a name nor a time stands in it. One thread.
 */
typedef struct _WeirGzip WeirGzip;

WeirGzip *weir_gzip_new  (void);
void      weir_gzip_add  (WeirGzip   *self,
                          const char *bytes,
                          gsize       length,
                          gboolean    last,
                          GString    *packed);
void      weir_gzip_free (WeirGzip   *self);

G_END_DECLS
