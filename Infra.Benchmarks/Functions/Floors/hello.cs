// The floor of a cold start: a native executable that says hello.
System.Console.WriteLine("hello");
