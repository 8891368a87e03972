hw/engine/cd_drain_chain.v
