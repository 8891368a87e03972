hw/engine/cd_drain_mux.v
