hw/engine/cd_loop_counter.v
