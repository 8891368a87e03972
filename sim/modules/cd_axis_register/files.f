hw/stream/cd_axis_register.v
