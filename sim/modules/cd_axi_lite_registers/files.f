hw/bus/cd_axi_lite_registers.v
