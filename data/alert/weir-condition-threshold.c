#include "config.h"

#include "data/alert/weir-condition-threshold.h"

#include <math.h>
#include <string.h>

/* Of a threshold, what the next lower and higher one is away from it at least. */
#define STEP_SHARE 0.1

typedef enum
{
  TOKEN_END,
  TOKEN_NUMBER,
  TOKEN_WORD,
  TOKEN_GREATER,
  TOKEN_LESS,
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_COMMA,
  TOKEN_LOGIC,
  TOKEN_OTHER,
} TokenKind;

/* A piece of a condition, as far as this needs it. */
typedef struct
{
  TokenKind   kind;
  const char *begin;
  const char *end;
} Token;

static const char *
skip_quoted (const char *at)
{
  char quote = *at;

  for (at++; *at != '\0' && *at != quote; at++)
    if (quote != '`' && *at == '\\' && (at[1] == '\\' || at[1] == quote))
      at++;

  return *at == quote ? at + 1 : at;
}

static gboolean
is_word_part (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || (guchar) c >= 0x80;
}

/* A number, or a duration as 10m. */
static Token
read_number (const char *at)
{
  char *end;

  g_ascii_strtod (at, &end);
  if (!is_word_part (*end))
    return (Token) { TOKEN_NUMBER, at, end };
  while (is_word_part (*end))
    end++;

  return (Token) { TOKEN_WORD, at, end };
}

static Token
read_word (const char *at)
{
  static const char * const logic[] = { "and", "or", "not" };
  Token token = { TOKEN_WORD, at, at };

  while (is_word_part (*token.end))
    token.end++;
  for (guint i = 0; i < G_N_ELEMENTS (logic); i++)
    if (strlen (logic[i]) == (gsize) (token.end - at) && g_ascii_strncasecmp (at, logic[i], strlen (logic[i])) == 0)
      token.kind = TOKEN_LOGIC;

  return token;
}

static Token
read_sign (const char *at)
{
  switch (*at)
    {
    case '(':
      return (Token) { TOKEN_OPEN, at, at + 1 };
    case ')':
      return (Token) { TOKEN_CLOSE, at, at + 1 };
    case ',':
      return (Token) { TOKEN_COMMA, at, at + 1 };
    case '>':
      return (Token) { TOKEN_GREATER, at, at + (at[1] == '=' ? 2 : 1) };
    case '<':
      if (at[1] == '>')
        return (Token) { TOKEN_OTHER, at, at + 2 };
      return (Token) { TOKEN_LESS, at, at + (at[1] == '=' ? 2 : 1) };
    case '&':
    case '|':
      return (Token) { TOKEN_LOGIC, at, at + (at[1] == *at ? 2 : 1) };
    case '!':
      return (Token) { at[1] == '=' ? TOKEN_OTHER : TOKEN_LOGIC, at, at + (at[1] == '=' ? 2 : 1) };
    default:
      return (Token) { TOKEN_OTHER, at, at + 1 };
    }
}

/* A sign belongs to the number where no operand stands before it. */
static gboolean
begins_number (const char *at,
               TokenKind   before)
{
  const char *digits = *at == '-' || *at == '+' ? at + 1 : at;

  if (digits != at && (before == TOKEN_NUMBER || before == TOKEN_WORD || before == TOKEN_CLOSE))
    return FALSE;

  return g_ascii_isdigit (*digits) || (*digits == '.' && g_ascii_isdigit (digits[1]));
}

static Token
read_token (const char *at,
            TokenKind   before)
{
  while (g_ascii_isspace (*at))
    at++;

  if (*at == '\0')
    return (Token) { TOKEN_END, at, at };
  if (*at == '\'' || *at == '"' || *at == '`')
    return (Token) { TOKEN_WORD, at, skip_quoted (at) };
  if (begins_number (at, before))
    return read_number (at);
  if (is_word_part (*at))
    return read_word (at);

  return read_sign (at);
}

static GArray *
read_tokens (const char *text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  Token token = { TOKEN_OPEN, text, text };

  do
    {
      token = read_token (token.end, token.kind);
      g_array_append_val (tokens, token);
    }
  while (token.kind != TOKEN_END);

  return tokens;
}

/* What may stand beside a whole side of a comparison. */
static gboolean
is_border (TokenKind kind)
{
  return kind == TOKEN_END || kind == TOKEN_OPEN || kind == TOKEN_CLOSE || kind == TOKEN_COMMA || kind == TOKEN_LOGIC;
}

static TokenKind
kind_at (GArray *tokens,
         guint   i)
{
  return i < tokens->len ? g_array_index (tokens, Token, i).kind : TOKEN_END;
}

/* The number on one side of the comparison at @i, if that side is nothing else. */
static const Token *
find_number (GArray   *tokens,
             guint     i,
             gboolean *upper)
{
  gboolean greater = kind_at (tokens, i) == TOKEN_GREATER;

  if (kind_at (tokens, i + 1) == TOKEN_NUMBER && is_border (kind_at (tokens, i + 2)))
    {
      *upper = greater;
      return &g_array_index (tokens, Token, i + 1);
    }
  if (i > 0 && kind_at (tokens, i - 1) == TOKEN_NUMBER && (i == 1 || is_border (kind_at (tokens, i - 2))))
    {
      *upper = !greater;
      return &g_array_index (tokens, Token, i - 1);
    }

  return NULL;
}

/**
 * weir_condition_threshold_find:
 * @text: a condition, right or wrong
 * @threshold: (out): its threshold
 *
 * Finds the number that the condition compares something with by `<`, `<=`, `>`
 * or `>=`: the outermost one, of several the first. Any thread.
 *
 * Returns: whether there is one
 */
gboolean
weir_condition_threshold_find (const char             *text,
                               WeirConditionThreshold *threshold)
{
  g_autoptr(GArray) tokens = NULL;
  int depth = 0;
  int least = G_MAXINT;

  g_return_val_if_fail (text != NULL && threshold != NULL, FALSE);

  tokens = read_tokens (text);
  for (guint i = 0; i < tokens->len; i++)
    {
      TokenKind kind = kind_at (tokens, i);
      gboolean upper;
      const Token *number = NULL;

      depth += (kind == TOKEN_OPEN) - (kind == TOKEN_CLOSE);
      if ((kind == TOKEN_GREATER || kind == TOKEN_LESS) && depth < least)
        number = find_number (tokens, i, &upper);
      if (number == NULL)
        continue;

      least = depth;
      *threshold = (WeirConditionThreshold) {
        (gsize) (number->begin - text), (gsize) (number->end - text), g_ascii_strtod (number->begin, NULL), upper,
      };
    }

  return least != G_MAXINT;
}

/**
 * weir_condition_threshold_format:
 * @value: a number
 *
 * Returns: (transfer full): it as a condition has it, in at most 12 digits
 */
char *
weir_condition_threshold_format (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.12g", value));
}

/**
 * weir_condition_threshold_replace:
 * @text: a condition
 * @threshold: its threshold, as weir_condition_threshold_find() found it
 * @value: another number
 *
 * Returns: (transfer full): the condition with @value in place of its threshold
 */
char *
weir_condition_threshold_replace (const char                   *text,
                                  const WeirConditionThreshold *threshold,
                                  double                        value)
{
  g_autofree char *number = NULL;

  g_return_val_if_fail (text != NULL && threshold->end <= strlen (text), NULL);

  number = weir_condition_threshold_format (value);

  return g_strdup_printf ("%.*s%s%s", (int) threshold->begin, text, number, text + threshold->end);
}

/**
 * weir_condition_threshold_step:
 * @value: a threshold
 *
 * How far the next threshold worth a look is away: a tenth, rounded up to 1, 2,
 * 2.5 or 5 times a power of ten.
 *
 * Returns: a step above zero
 */
double
weir_condition_threshold_step (double value)
{
  static const double steps[] = { 1.0, 2.0, 2.5, 5.0, 10.0 };
  double wanted = fabs (value) * STEP_SHARE;
  double power;

  if (!(wanted > 0.0) || !isfinite (wanted))
    return 1.0;

  power = pow (10.0, floor (log10 (wanted)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= wanted * (1.0 - 1e-9))
      return steps[i] * power;

  return 10.0 * power;
}
