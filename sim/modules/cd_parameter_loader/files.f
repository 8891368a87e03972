hw/engine/cd_parameter_loader.v
