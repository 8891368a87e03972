hw/memory/cd_weight_rows.v
