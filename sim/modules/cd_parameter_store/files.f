hw/memory/cd_parameter_store.v
hw/memory/cd_bank.v
