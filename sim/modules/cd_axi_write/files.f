sim/harness/cd_axi_write_memory.sv
hw/bus/cd_axi_write.v
hw/stream/cd_axis_fifo.v
