hw/engine/cd_input_writer.v
hw/engine/cd_loop_counter.v
