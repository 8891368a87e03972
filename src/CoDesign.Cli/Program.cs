// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Commands;
using CoDesign.Cli.Frame;

return CommandFrame.Run(
    args,
    "From a trained CNN to an integer model, a Verilog accelerator and a bit-exact cosimulation.",
    [
        DemoCommand.Create(),
        CompileCommand.Create(),
        InspectCommand.Create(),
        EstimateCommand.Create(),
        InferCommand.Create(),
        EvaluateCommand.Create(),
        AnalyzeCommand.Create(),
        FactorizeCommand.Create(),
        VerifyCommand.Create(),
        BisectCommand.Create(),
        SynthCommand.Create(),
        DoctorCommand.Create(),
    ]
);
