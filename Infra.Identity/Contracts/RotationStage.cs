using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Infra.Identity.Contracts;

/// <summary>What has become of the generation before the newest one.</summary>
public enum RotationStep
{
    /// <summary>It is gone, or there never was one.</summary>
    Alone,

    /// <summary>It no longer issues. Its devices connect, also for the first time.</summary>
    Issuing,

    /// <summary>No device of it can connect for the first time any more.</summary>
    Closing,

    /// <summary>It is inactive: its last device has gone over.</summary>
    Retired,
}

/// <summary>How one generation of a region's CA is to be.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Issues">Whether devices get their certificates from it.</param>
/// <param name="Active">Whether it is ACTIVE in AWS IoT.</param>
/// <param name="AutoRegistration">Whether a first connection registers a device's certificate.</param>
public sealed record AuthorityGeneration(int Number, bool Issues, bool Active, bool AutoRegistration);

/// <summary>
/// Where the change from one generation of a region's CA to the next stands: the one input of a rotation. As text: the newest generation's
/// number, then what has become of the one before: <c>1</c>, <c>2 issuing</c>, <c>2 closing</c>, <c>2 retired</c>, <c>2</c>.
/// One step at a time, so that no device is left with a certificate that nobody accepts; back as well, as long as the old generation is there.
/// </summary>
public sealed record RotationStage
{
    private RotationStage(int generation, RotationStep step) => (Generation, Step) = (generation, step);

    /// <summary>The newest generation: the one that issues.</summary>
    public int Generation { get; }

    /// <summary>What has become of the one before.</summary>
    public RotationStep Step { get; }

    /// <summary>The stage that follows.</summary>
    public RotationStage Next => Step switch
    {
        RotationStep.Alone => new(Generation + 1, RotationStep.Issuing),
        RotationStep.Retired => new(Generation, RotationStep.Alone),
        var step => new(Generation, step + 1),
    };

    /// <summary>The stage before; null where the old generation is gone.</summary>
    public RotationStage? Previous => Step switch
    {
        RotationStep.Alone => null,
        RotationStep.Issuing => new(Generation - 1, RotationStep.Alone),
        var step => new(Generation, step - 1),
    };

    /// <summary>The generations that exist in this stage, the oldest first.</summary>
    public IReadOnlyList<AuthorityGeneration> Generations
    {
        get
        {
            var newest = new AuthorityGeneration(Generation, Issues: true, Active: true, AutoRegistration: true);
            return Step == RotationStep.Alone
                ? [newest]
                : [new(Generation - 1, Issues: false, Active: Step != RotationStep.Retired, AutoRegistration: Step == RotationStep.Issuing), newest];
        }
    }

    /// <summary>Whether this is one step away, or none.</summary>
    public bool CanBecome(RotationStage stage) => stage == this || stage == Next || stage == Previous;

    /// <summary>The generation that may have no active device certificate when this stage becomes that one; null for none.</summary>
    public int? MustBeEmptyBefore(RotationStage stage) => (Step, stage.Step) switch
    {
        (RotationStep.Closing, RotationStep.Retired) or (RotationStep.Retired, RotationStep.Alone) => Generation - 1,
        (RotationStep.Issuing, RotationStep.Alone) => Generation, // given up: the new generation goes
        _ => null,
    };

    /// <summary>Whether devices that have a certificate of the old generation must have had the time for their first connection.</summary>
    public bool MustHaveSettledBefore(RotationStage stage) => (Step, stage.Step) is (RotationStep.Issuing, RotationStep.Closing);

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RotationStage? stage)
    {
        stage = null;
        if (text?.Split(' ') is not [var number, .. { Length: <= 1 } word]) { return false; }
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) || generation < 1 || number[0] == '0') { return false; }
        RotationStep? step = word switch
        {
            [] => RotationStep.Alone,
            ["issuing"] => RotationStep.Issuing,
            ["closing"] => RotationStep.Closing,
            ["retired"] => RotationStep.Retired,
            _ => null,
        };
        if (step is null || (step != RotationStep.Alone && generation == 1)) { return false; }
        stage = new(generation, step.Value);
        return true;
    }

    /// <summary>Reads the text form, or fails with what is allowed.</summary>
    public static RotationStage Parse(string text) => TryParse(text, out var stage)
        ? stage
        : throw new ArgumentException($"'{text}' is no stage of a rotation; {Grammar}", nameof(text));

    /// <summary>What the text form may be, in words.</summary>
    public const string Grammar = "use the newest generation's number (1, 2, ...) alone, or from 2 on followed by issuing, closing or retired, as in '2 issuing'";

    /// <inheritdoc/>
    public override string ToString() => Step switch
    {
        RotationStep.Alone => $"{Generation}",
        RotationStep.Issuing => $"{Generation} issuing",
        RotationStep.Closing => $"{Generation} closing",
        _ => $"{Generation} retired",
    };
}
