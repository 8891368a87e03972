hw/stream/cd_axis_pack.v
