hw/engine/cd_step_pipeline.v
