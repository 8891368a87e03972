hw/engine/cd_weight_row.v
