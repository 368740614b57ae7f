#pragma once

#include <gio/gio.h>

#include "data/alert/weir-alert.h"
#include "data/alert/weir-rule-kind.h"
#include "data/alert/weir-trigger-mode.h"
#include "data/decode/weir-decoder.h"
#include "data/source/weir-settings.h"
#include "data/workspace/weir-consent.h"
#include "data/workspace/weir-derived-config.h"
#include "data/workspace/weir-field-config.h"
#include "data/workspace/weir-json-document.h"
#include "data/workspace/weir-panel-config.h"
#include "data/workspace/weir-window-config.h"

G_BEGIN_DECLS

/* The most that a workspace file may have, in bytes. */
#define WEIR_WORKSPACE_MAX_BYTES (1 << 20)

#define WEIR_WORKSPACE_ERROR (weir_workspace_error_quark ())
GQuark weir_workspace_error_quark (void);

typedef enum
{
  WEIR_WORKSPACE_ERROR_FILE,     /* cannot be read or written */
  WEIR_WORKSPACE_ERROR_SYNTAX,   /* no JSON; the message names the line */
  WEIR_WORKSPACE_ERROR_CHANGED,  /* the file is not what it was when it was read */
  WEIR_WORKSPACE_ERROR_MEMBER,   /* a member is missing, unknown in kind or has a wrong value; line, member, remedy */
} WeirWorkspaceError;

/* All of these are owned by the workspace and constant while it is in use. */
typedef struct
{
  char         *name;
  WeirSettings *settings;
  char         *group;          /* nullable */
  gint64        lag_usec;       /* 0: its topics are read; else the lag of its groups, so often */
  char         *file;           /* nullable: no Kafka, but this file, or the folder of a recording; absolute */
} WeirConnectionConfig;

typedef struct
{
  char           *name;
  char           *title;
  char           *connection;    /* of a derived stream: its sources' */
  GStrv           topics;        /* of a derived stream: none */
  WeirDerivedConfig *derived;    /* nullable: the stream is made of other streams, not of topics */
  WeirFormat      format;
  char           *key_path;      /* nullable: the record's key */
  WeirTimeBasis   time_basis;
  char           *time_path;     /* nullable */
  WeirTimeUnit    time_unit;
  char           *zone;          /* nullable */
  GStrv           csv_columns;   /* nullable */
  char            csv_separator;
  GPtrArray      *fields;        /* of WeirFieldConfig */
  GPtrArray      *windows;       /* of WeirWindowConfig; the first makes the candles */
  gint64          retention_usec;
  gint64          max_ahead_usec; /* 0: as the first of the windows says, or the default; negative: no guard */
  gsize           max_bytes;
} WeirStreamConfig;

WeirStreamConfig *weir_stream_config_new (const char *name);

typedef struct
{
  char        *name;
  char        *title;         /* "Temperature above 40 °C" */
  char        *stream;
  WeirRuleKind kind;
  char        *fire;          /* expression; see data/alert */
  char        *clear;         /* nullable */
  gint64       for_usec;
  gint64       keep_firing_usec;
  gint64       silence_usec;  /* of a rule about silence */
  WeirSeverity severity;
  char        *publish_to;    /* nullable: topic for its alert events */
  WeirTriggerMode trigger_mode; /* whether the records around its firings are kept */
  gint64       trigger_before_usec;
  gint64       trigger_after_usec;
  gint64       trigger_every_usec; /* auto: how long nothing may fire */
  GStrv        labels;        /* nullable: “NAME=VALUE”, sorted */
  gint64       repeat_usec;   /* after so long somebody is told again; 0: never */
  GPtrArray   *inhibitions;   /* nullable, of WeirInhibition: what hides its notices */
} WeirRuleConfig;

/**
 * WeirInhibition:
 * @rule: name of the rule whose alerts hide the notices of another
 * @equal: “key” and names of labels that must be the same in both
 */
typedef struct
{
  char *rule;
  GStrv equal;
} WeirInhibition;

const char *weir_rule_config_find_label (const WeirRuleConfig *self,
                                         const char           *name);

typedef struct
{
  char      *name;
  char      *title;
  char      *icon;
  GPtrArray *panels;   /* of WeirPanelConfig */
} WeirDashboardConfig;

/* A statement that the workspace keeps. */
typedef struct
{
  char *name;
  char *sql;
} WeirQueryConfig;

/* What of the alerts is listed, kept under a name; what is NULL does not matter. */
typedef struct
{
  char *name;
  char *text;         /* in rule, key, topic or note */
  char *state;        /* as weir_alert_state_get_word() has it, or "unacknowledged" */
  char *severity;     /* as weir_severity_get_word() has it */
  char *rule;         /* name of a rule */
  char *key;          /* in it * stands for any characters, ? for one */
} WeirAlertFilterConfig;

const WeirWindowConfig *weir_stream_config_get_window (const WeirStreamConfig *self,
                                                       guint                   window);
GStrv weir_stream_config_dup_variables (const WeirStreamConfig *self,
                                        WeirRuleKind            kind);

/**
 * WeirWorkspace:
 *
 * The one JSON file that says what is watched: connections, streams, rules,
 * dashboards. Members it does not know survive a round trip. One thread.
 */
#define WEIR_TYPE_WORKSPACE (weir_workspace_get_type ())
G_DECLARE_FINAL_TYPE (WeirWorkspace, weir_workspace, WEIR, WORKSPACE, GObject)

WeirWorkspace *weir_workspace_new            (void);
WeirWorkspace *weir_workspace_new_from_file  (const char    *path,
                                              GError       **error);
WeirWorkspace *weir_workspace_new_from_data  (const char    *text,
                                              gssize         length,
                                              const char    *name,       /* for messages */
                                              GError       **error);
WeirWorkspace *weir_workspace_new_demo       (const char    *bootstrap);
gboolean       weir_workspace_save           (WeirWorkspace *self,
                                              const char    *path,
                                              GError       **error);
char          *weir_workspace_to_text        (WeirWorkspace *self);
const char    *weir_workspace_get_text       (WeirWorkspace *self);
const char    *weir_workspace_get_digest     (WeirWorkspace *self);
WeirJsonDocument *weir_workspace_get_document (WeirWorkspace *self);
void           weir_workspace_share_connections (WeirWorkspace *self,
                                                 WeirWorkspace *other);
void           weir_workspace_set_settings   (WeirWorkspace *self,
                                              guint          connection,
                                              WeirSettings  *settings);
GPtrArray     *weir_workspace_get_consents   (WeirWorkspace *self);
void           weir_workspace_weigh_own  (WeirWorkspace *self,
                                              WeirSettings  *own);
gboolean       weir_workspace_consent        (WeirWorkspace *self,
                                              GError       **error);
GPtrArray     *weir_workspace_get_connections (WeirWorkspace *self);
GPtrArray     *weir_workspace_get_streams     (WeirWorkspace *self);
GStrv          weir_workspace_dup_topics      (WeirWorkspace *self,
                                               const char    *stream);
GPtrArray     *weir_workspace_get_rules       (WeirWorkspace *self);
GPtrArray     *weir_workspace_get_dashboards  (WeirWorkspace *self);
GPtrArray     *weir_workspace_get_queries     (WeirWorkspace *self);
GPtrArray     *weir_workspace_get_alert_filters (WeirWorkspace *self);
GPtrArray     *weir_workspace_validate        (const char    *text,
                                               gssize         length,
                                               const char    *name);
GPtrArray     *weir_workspace_find_consents    (const char    *text,
                                               gssize         length,
                                               const char    *name);

G_END_DECLS
