hw/stream/cd_result_reader.v
hw/stream/cd_axis_fifo.v
hw/engine/cd_loop_counter.v
hw/memory/cd_bank.v
