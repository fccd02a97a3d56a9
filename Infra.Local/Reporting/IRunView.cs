namespace Infra.Local.Reporting;

/// <summary>What a person sees while a run is under way.</summary>
internal interface IRunView
{
    /// <summary>Runs <paramref name="work"/> as a named step and shows how it goes; <paramref name="work"/> returns what it achieved, in words.</summary>
    Task StepAsync(string name, Func<Task<string>> work);

    /// <summary>Runs <paramref name="work"/> as a step of <paramref name="total"/> parts; it calls back once per part with what became of it.</summary>
    Task CountedStepAsync(string name, int total, Func<Action<string>, Task> work);
}
