namespace Infra.Fuzzing.Der;

/// <summary>How an element's length is written (X.690, 8.1.3). DER allows the first only.</summary>
internal enum LengthForm
{
    /// <summary>Definite, in as few bytes as can be.</summary>
    Minimal,

    /// <summary>Definite, with a leading zero.</summary>
    Overlong,

    /// <summary>80, and two zeros behind the content: BER's.</summary>
    Indefinite,

    /// <summary>One more than there is.</summary>
    TooLong,

    /// <summary>One less than there is.</summary>
    TooShort,

    /// <summary>Four bytes that say 2 GB.</summary>
    Enormous,
}
