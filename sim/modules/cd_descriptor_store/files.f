hw/memory/cd_descriptor_store.v
hw/memory/cd_bank.v
