// Adds ADD to each element, with one register. From the fifth beat on it makes one fault: it withdraws an offered beat for a
// cycle (FAULT 1), changes it while it waits (2), adds one too many (3), loses a beat (4), repeats it (5), or takes no more
// beats (6).
module faulty #(
    parameter int LANES = 2,
    parameter int IN_BITS = 4,
    parameter int OUT_BITS = 6,
    parameter int ADD = 3,
    parameter int FAULT = 0
) (
    input  logic                      clk,
    input  logic                      rst_n,
    input  logic [ LANES*IN_BITS-1:0] s_axis_tdata,
    input  logic                      s_axis_tvalid,
    output logic                      s_axis_tready,
    output logic [LANES*OUT_BITS-1:0] m_axis_tdata,
    output logic                      m_axis_tvalid,
    input  logic                      m_axis_tready
);
  logic full, again;
  logic [31:0] count;
  logic blink;
  wire wrong = count >= 5;

  assign s_axis_tready = (!full || (m_axis_tready && m_axis_tvalid && !again)) && !(FAULT == 6 && wrong);
  assign m_axis_tvalid = full && !blink;
  always_ff @(posedge clk) begin
    blink <= FAULT == 1 && wrong && m_axis_tvalid && !m_axis_tready;
    if (m_axis_tvalid && m_axis_tready) begin
      full  <= again;
      again <= 0;
    end
    if (FAULT == 2 && wrong && m_axis_tvalid && !m_axis_tready) m_axis_tdata <= ~m_axis_tdata;
    if (s_axis_tvalid && s_axis_tready) begin
      count <= count + 1;
      full  <= !(FAULT == 4 && count == 5);
      again <= FAULT == 5 && count == 5;
      for (int i = 0; i < LANES; i++)
        m_axis_tdata[i*OUT_BITS+:OUT_BITS] <= OUT_BITS'(s_axis_tdata[i*IN_BITS+:IN_BITS]) + OUT_BITS'(ADD) + OUT_BITS'(FAULT == 3 && wrong);
    end
    if (!rst_n) begin
      full  <= 0;
      again <= 0;
      blink <= 0;
      count <= 0;
    end
  end
endmodule
