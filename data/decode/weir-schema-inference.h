#pragma once

#include "data/decode/weir-inferred-schema.h"

G_BEGIN_DECLS

/**
 * WeirSchemaInference: collects up to a few hundred records and infers. One thread.
 */
typedef struct _WeirSchemaInference WeirSchemaInference;

WeirSchemaInference  *weir_schema_inference_new     (void);
void          weir_schema_inference_free    (WeirSchemaInference       *self);
gboolean      weir_schema_inference_add     (WeirSchemaInference       *self,
                                    const WeirMessage *message);
guint         weir_schema_inference_get_n_sampled (WeirSchemaInference *self);
WeirInferredSchema *weir_schema_inference_infer (WeirSchemaInference       *self);
WeirInferredFields *weir_schema_inference_get_fields (WeirSchemaInference       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSchemaInference, weir_schema_inference_free)

G_END_DECLS
