#pragma once

#include "data/source/weir-property.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirConsent:
 * @settings: (transfer full): the connection's
 * @connection: its name
 * @bootstrap: its brokers
 * @property: a property that the file sets
 * @value: to this; %NULL if it is in @variable
 * @variable: (nullable): the environment variable that holds the value
 * @place: file, line and member, for errors
 * @risk: what could come of it
 *
 * What a workspace file asks for and gets only with the user's consent, because
 * a file is a document that people send one another.
 */
typedef struct
{
  WeirSettings    *settings;
  char            *connection;
  char            *bootstrap;
  char            *property;
  char            *value;
  char            *variable;
  char            *place;
  WeirPropertyRisk risk;
} WeirConsent;

void        weir_consent_free       (WeirConsent        *self);
char       *weir_consent_dup_text   (const WeirConsent  *self);
const char *weir_consent_get_reason (const WeirConsent  *self);
gboolean    weir_consent_give       (const WeirConsent  *self,
                                     GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirConsent, weir_consent_free)

G_END_DECLS
