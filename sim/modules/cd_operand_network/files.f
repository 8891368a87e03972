hw/engine/cd_operand_network.v
