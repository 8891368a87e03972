hw/engine/cd_weight_operand.v
