sim/harness/cd_axi_memory.sv
hw/bus/cd_accelerator_shell.v
hw/bus/cd_axi_lite_registers.v
hw/bus/cd_axi_read.v
hw/bus/cd_frame_control.v
hw/stream/cd_axis_fifo.v
hw/stream/cd_axis_register.v
hw/stream/cd_axis_width.v
