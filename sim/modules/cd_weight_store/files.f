hw/memory/cd_weight_store.v
hw/memory/cd_weight_rows.v
hw/memory/cd_bank.v
hw/stream/cd_axis_register.v
