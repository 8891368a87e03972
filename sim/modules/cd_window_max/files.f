hw/engine/cd_window_max.v
