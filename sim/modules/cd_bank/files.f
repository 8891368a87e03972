hw/memory/cd_bank.v
