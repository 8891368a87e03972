sim/harness/cd_axi_memory.sv
hw/bus/cd_axi_read.v
hw/bus/cd_axi_read_mux.v
hw/stream/cd_axis_fifo.v
hw/stream/cd_axis_register.v
