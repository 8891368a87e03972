hw/stream/cd_axis_fifo.v
