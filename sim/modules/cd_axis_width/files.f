hw/stream/cd_axis_width.v
hw/stream/cd_axis_register.v
