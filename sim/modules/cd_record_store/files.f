hw/memory/cd_bank.v
hw/memory/cd_record_store.v
