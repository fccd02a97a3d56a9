using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Infra.Identity.Contracts;

/// <summary>How far the change from the generation before to the newest one has come.</summary>
public enum RotationStep
{
    /// <summary>The newest is the only one.</summary>
    Alone,

    /// <summary>The newest is registered and can be made known elsewhere; the one before still issues.</summary>
    Announced,

    /// <summary>The newest issues. Devices of the one before connect, also for the first time.</summary>
    Issuing,

    /// <summary>No device of the one before can connect for the first time any more.</summary>
    Closing,

    /// <summary>The one before is inactive: its last device has gone over.</summary>
    Retired,
}

/// <summary>How one generation of a region's CA is to be.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Issues">Whether devices get their certificates from it.</param>
/// <param name="Active">Whether it is ACTIVE in AWS IoT.</param>
/// <param name="AutoRegistration">Whether a first connection registers a device's certificate.</param>
/// <param name="Dispensable">Whether the stage after or before this one has it no more.</param>
public sealed record AuthorityGeneration(int Number, bool Issues, bool Active, bool AutoRegistration, bool Dispensable = false);

/// <summary>
/// Where the change from one generation of a region's CA to the next stands: the one input of a rotation. As text: the newest generation's
/// number, then how far it has come: <c>1</c>, <c>2 announced</c>, <c>2 issuing</c>, <c>2 closing</c>, <c>2 retired</c>, <c>2</c>.
/// One step at a time, so that no device is left with a certificate that nobody accepts; back as well, as long as the old generation is there.
/// </summary>
public sealed record RotationStage
{
    private RotationStage(int generation, RotationStep step) => (Generation, Step) = (generation, step);

    /// <summary>The stage of a CA that was never rotated.</summary>
    public static RotationStage First { get; } = new(1, RotationStep.Alone);

    /// <summary>The newest generation.</summary>
    public int Generation { get; }

    /// <summary>How far it has come.</summary>
    public RotationStep Step { get; }

    /// <summary>The generation that devices get their certificates from.</summary>
    public int IssuingGeneration => Step == RotationStep.Announced ? Generation - 1 : Generation;

    /// <summary>The stage that follows.</summary>
    public RotationStage Next => Step switch
    {
        RotationStep.Alone => new(Generation + 1, RotationStep.Announced),
        RotationStep.Retired => new(Generation, RotationStep.Alone),
        var step => new(Generation, step + 1),
    };

    /// <summary>The stage before; null where the old generation is gone.</summary>
    public RotationStage? Previous => Step switch
    {
        RotationStep.Alone => null,
        RotationStep.Announced => new(Generation - 1, RotationStep.Alone),
        var step => new(Generation, step - 1),
    };

    /// <summary>The stage that follows and what it does, in one line: what a preview and a plan show.</summary>
    public string NextStep => $"'{Next}' " + Step switch
    {
        RotationStep.Alone => $"makes CA generation {Generation + 1} and registers it; generation {Generation} goes on issuing",
        RotationStep.Announced =>
            $"lets CA generation {Generation} issue instead of {Generation - 1}; first make its certificate known where its devices may connect too (peerAuthorities)",
        RotationStep.Issuing =>
            $"ends first connections of CA generation {Generation - 1}; refused until its devices have had the time to connect once",
        RotationStep.Closing =>
            $"makes CA generation {Generation - 1} inactive; refused while it has an ACTIVE device certificate",
        _ => $"deletes CA generation {Generation - 1}; refused while it has an ACTIVE device certificate",
    };

    /// <summary>The generations that exist in this stage, the oldest first.</summary>
    public IReadOnlyList<AuthorityGeneration> Generations
    {
        get
        {
            var newest = new AuthorityGeneration(Generation, Issues: Step != RotationStep.Announced, Active: true, AutoRegistration: true, Dispensable: Step == RotationStep.Announced);
            return Step == RotationStep.Alone
                ? [newest]
                :
                [
                    new(Generation - 1,
                        Issues: Step == RotationStep.Announced,
                        Active: Step != RotationStep.Retired,
                        AutoRegistration: Step is RotationStep.Announced or RotationStep.Issuing,
                        Dispensable: Step == RotationStep.Retired),
                    newest,
                ];
        }
    }

    /// <summary>Whether this is one step away, or none.</summary>
    public bool CanBecome(RotationStage stage) => stage == this || stage == Next || stage == Previous;

    /// <summary>The generation that may have no active device certificate when this stage becomes that one; null for none.</summary>
    public int? MustBeEmptyBefore(RotationStage stage) => (Step, stage.Step) switch
    {
        (RotationStep.Closing, RotationStep.Retired) or (RotationStep.Retired, RotationStep.Alone) => Generation - 1,
        (RotationStep.Announced, RotationStep.Alone) => Generation, // given up: the new generation goes
        _ => null,
    };

    /// <summary>
    /// The generation whose devices must have had the time for their first connection when this stage becomes that one, since it ends here;
    /// null for none. A generation that is given up counts only if it ever issued.
    /// </summary>
    /// <param name="stage">The stage to go to.</param>
    /// <param name="before">The stage that came before this one; null where it is not known.</param>
    public int? MustHaveSettledBefore(RotationStage stage, RotationStage? before = null) => (Step, stage.Step) switch
    {
        (RotationStep.Issuing, RotationStep.Closing) => Generation - 1,
        (RotationStep.Announced, RotationStep.Alone) when before is { Step: RotationStep.Issuing } => Generation,
        _ => null,
    };

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RotationStage? stage)
    {
        stage = null;
        if (text?.Split(' ') is not [var number, .. { Length: <= 1 } word]) { return false; }
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) || generation < 1 || number[0] == '0') { return false; }
        RotationStep? step = word switch
        {
            [] => RotationStep.Alone,
            ["announced"] => RotationStep.Announced,
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
    public const string Grammar = "use the newest generation's number (1, 2, ...) alone, or from 2 on followed by announced, issuing, closing or retired, as in '2 issuing'";

    /// <inheritdoc/>
    public override string ToString() => Step switch
    {
        RotationStep.Alone => $"{Generation}",
        RotationStep.Announced => $"{Generation} announced",
        RotationStep.Issuing => $"{Generation} issuing",
        RotationStep.Closing => $"{Generation} closing",
        _ => $"{Generation} retired",
    };
}
