hw/memory/cd_bank_single.v
