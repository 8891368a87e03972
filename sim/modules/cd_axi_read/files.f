sim/harness/cd_axi_memory.sv
hw/bus/cd_axi_read.v
hw/stream/cd_axis_fifo.v
