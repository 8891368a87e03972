hw/engine/cd_drain_position.v
