// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using CoDesign.Emit.Verilog;

namespace CoDesign.Emit.Tests.Verilog;

public sealed class HardwareLibraryTests
{
    private const string Engine = "cd_engine";

    [Fact]
    public void EngineParametersAreThoseOfTheHeader()
    {
        var header = HardwareLibrary.Modules[Engine].Split(") (")[0];
        var names = Regex
            .Matches(header, @"^\s*parameter\s+(\w+)\s*=", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

        var view = AcceleratorView.ParametersOf(SmallNetwork.Plan().Parameters).Select(parameter => parameter.Name);

        Assert.Equal(names.AsEnumerable(), view);
    }

    [Fact]
    public void EveryFileHoldsTheModuleOfItsName() =>
        Assert.All(HardwareLibrary.Modules, module => Assert.Matches($@"(?m)^module {module.Key}\b", module.Value));

    [Fact]
    public void UsedModulesStandBeforeTheirUsers()
    {
        var used = HardwareLibrary.Used(Engine);

        Assert.Equal(Engine, used[^1]);
        Assert.Contains("cd_bank", used);
        Assert.True(used.IndexOf("cd_mac_lane") < used.IndexOf(Engine));
        Assert.Equal(used.Distinct(StringComparer.Ordinal), used);
    }

    [Fact]
    public void ModuleThatIsOnlyMentionedInACommentIsNotUsed()
    {
        Assert.Contains("cd_issue", HardwareLibrary.Modules["cd_drain"], StringComparison.Ordinal);
        Assert.DoesNotContain("cd_issue", HardwareLibrary.Used("cd_drain"));
    }

    [Fact]
    public void UnknownModuleThrows() => Assert.Throws<ArgumentException>(() => HardwareLibrary.Used("cd_nothing"));
}
