hw/engine/cd_issue.v
hw/engine/cd_loop_counter.v
