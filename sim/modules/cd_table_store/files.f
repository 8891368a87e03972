hw/memory/cd_table_store.v
hw/memory/cd_bank.v
